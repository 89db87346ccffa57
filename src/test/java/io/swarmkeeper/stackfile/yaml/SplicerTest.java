package io.swarmkeeper.stackfile.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.Setting.Items;
import io.swarmkeeper.stackfile.yaml.Setting.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplicerTest {

    @Test
    void addsBelowWhatIsThereAndTouchesNothingElse() {
        assertThat(set("a:\n  b: 1   # one\n\n# next\nc: 2\n", "9", "a", "x"))
                .isEqualTo("a:\n  b: 1   # one\n  x: 9\n\n# next\nc: 2\n");
    }

    @Test
    void writesAsDeepAsTheFileDoes() {
        assertThat(set("a:\n    b:\n        c: 1\n", "9", "a", "x", "y"))
                .isEqualTo("a:\n    b:\n        c: 1\n    x:\n        y: 9\n");
    }

    @Test
    void keepsLineEndsAndALastLineWithoutOne() {
        assertThat(set("a:\r\n  b: 1\r\n", "9", "a", "x")).isEqualTo("a:\r\n  b: 1\r\n  x: 9\r\n");
        assertThat(set("a:\n  b: 1", "9", "a", "x")).isEqualTo("a:\n  b: 1\n  x: 9");
    }

    @Test
    void endsANewLineAsTheOneAboveIt() {
        assertThat(set("a:\r\n  b: 1\nc: 2\r\n", "9", "a", "x")).isEqualTo("a:\r\n  b: 1\n  x: 9\nc: 2\r\n");
        assertThat(set("a:\n  b: 1\r\nc: 2\n", "9", "a", "x")).isEqualTo("a:\n  b: 1\r\n  x: 9\r\nc: 2\n");
        assertThat(set("a:\r\n  b: 1", "9", "a", "x")).isEqualTo("a:\r\n  b: 1\r\n  x: 9");
        assertThat(set("a:\n  b:\r\n", "9", "a", "b", "x")).isEqualTo("a:\n  b:\r\n    x: 9\r\n");
    }

    /** As old machines wrote. */
    @Test
    void keepsCarriageReturnsThatStandAlone() {
        assertThat(set("a:\r  b: 1\rc: 2\r", "9", "a", "x")).isEqualTo("a:\r  b: 1\r  x: 9\rc: 2\r");
        assertThat(set("a:\r  b: 1", "9", "a", "x")).isEqualTo("a:\r  b: 1\r  x: 9");
    }

    @Test
    void leavesCommentsWithWhatTheyBelongTo() {
        assertThat(set("a:\n  b: 1\n  # off: 2\n    # deeper\nc: 1\n", "9", "a", "x"))
                .isEqualTo("a:\n  b: 1\n  # off: 2\n    # deeper\n  x: 9\nc: 1\n");
    }

    @Test
    void replacesAValueInItsPlace() {
        assertThat(set("a: {b: pause, c: 1}  # why\n", "rollback", "a", "b"))
                .isEqualTo("a: {b: rollback, c: 1}  # why\n");
        assertThat(set("a:\n  b:\n  c: 1\n", "9", "a", "b")).isEqualTo("a:\n  b: 9\n  c: 1\n");
    }

    @Test
    void writesIntoBraces() {
        assertThat(set("a: {b: 1}\n", "9", "a", "x", "y")).isEqualTo("a: {b: 1, x: {y: 9}}\n");
        assertThat(set("a: {b: 1,\n    c: 2,\n   }\n", "9", "a", "x")).isEqualTo("a: {b: 1,\n    c: 2, x: 9,\n   }\n");
        assertThat(set("z: {a: {}}\n", "9", "z", "a", "x")).isEqualTo("z: {a: {x: 9}}\n");
    }

    @Test
    void opensAMappingWhereThereIsNothing() {
        assertThat(set("a:\nb: 1\n", "9", "a", "x")).isEqualTo("a:\n  x: 9\nb: 1\n");
        assertThat(set("a: {}\nb: 1\n", "9", "a", "x")).isEqualTo("a:\n  x: 9\nb: 1\n");
        assertThat(set("a: ~  # none\nb: 1\n", "9", "a", "x")).isEqualTo("a:   # none\n  x: 9\nb: 1\n");
    }

    @Test
    void goesBehindABlockOfText() {
        assertThat(set("a:\n  b: |\n    # no comment\n    text\n\nc: 1\n", "9", "a", "x"))
                .isEqualTo("a:\n  b: |\n    # no comment\n    text\n  x: 9\n\nc: 1\n");
        assertThat(set("a:\n  b: |+\n    text\n\nc: 1\n", "9", "a", "x"))
                .isEqualTo("a:\n  b: |+\n    text\n\n  x: 9\nc: 1\n");
    }

    /** Its last line break would become part of the text. */
    @Test
    void refusesToGoBehindABlockOfTextThatEndsWithTheFile() {
        refused("a:\n  b: |\n    text", "the file ends in a block of text without a line break", "a", "x");
        refused("a:\n  - b: >\n      text", "the file ends in a block", "x");
    }

    @Test
    void writesOverAnAliasOnlyForTheOneWhoNeedsIt() {
        assertThat(set("d: &d\n  r: 2\na:\n  deploy: *d\nb:\n  deploy: *d\n", "9", "a", "deploy", "x"))
                .isEqualTo("d: &d\n  r: 2\na:\n  deploy:\n    <<: *d\n    x: 9\nb:\n  deploy: *d\n");
    }

    @Test
    void takesOverWhatIsMergedInBeforeItWritesBelow() {
        assertThat(set(
                        "d: &d\n  r:\n    cpu: '1'   # core\n    keep: [a, b]\na:\n  <<: *d\n  k: 1\n",
                        "9",
                        "a",
                        "r",
                        "mem"))
                .isEqualTo(
                        "d: &d\n  r:\n    cpu: '1'   # core\n    keep: [a, b]\na:\n  <<: *d\n  k: 1\n  r:\n    cpu: '1'\n    keep: [a, b]\n    mem: 9\n");
    }

    @Test
    void refersToAnAnchorRatherThanCopyIt() {
        assertThat(set("r: &r {cpu: 1}\nd: &d\n  res: *r\na:\n  <<: *d\n", "9", "a", "res", "mem"))
                .isEqualTo("r: &r {cpu: 1}\nd: &d\n  res: *r\na:\n  <<: *d\n  res:\n    <<: *r\n    mem: 9\n");
    }

    @Test
    void refusesToChangeWhatOthersShare() {
        refused("a: &a\n  b: 1\nc: *a\n", "a is &a, and what is changed there changes for all who use *a", "a", "x");
        refused("a: &a\n  r:\n    b: 1\nc:\n  <<: *a\n", "a is &a", "a", "r", "x");
    }

    @Test
    void refusesToCopyWhatItCannotCopyLetterByLetter() {
        refused("d: &d\n  r:\n    t: |\n      text\na:\n  <<: *d\n", "it would have to copy", "a", "r", "x");
        refused(
                "d: &d\n  r:\n    - k: 1\n  q:\n    l:\n      - k: 1\na:\n  <<: *d\n",
                "a list of more than single values",
                "a",
                "q",
                "x");
        refused("d: &d\n  r: {k: &k 1}\na: {<<: *d}\n", "copied into braces", "a", "r", "x");
    }

    @Test
    void writesListsAsTheFileDoes() {
        Group list = Group.EMPTY.with(new Items(List.of("'p == q'")), "a", "l");

        assertThat(splice("a:\n  b:\n  - 1\n", list)).isEqualTo("a:\n  b:\n  - 1\n  l:\n  - 'p == q'\n");
        assertThat(splice("a:\n  b:\n    - 1\n", list)).isEqualTo("a:\n  b:\n    - 1\n  l:\n    - 'p == q'\n");
    }

    @Test
    void putsACommentAboveWhatIsNew() {
        Group group = Group.EMPTY.with(new Value("9", "why"), "a", "x");

        assertThat(splice("a:\n  b: 1\n", group)).isEqualTo("a:\n  b: 1\n  # why\n  x: 9\n");
    }

    @Test
    void meansTheOldFileWithTheSettingAndNothingElse() {
        String before = "d: &d\n  r:\n    cpu: '1'\na:\n  <<: *d\n";
        Group group = Group.EMPTY.with(new Value("9", ""), "a", "r", "mem");

        assertThat(Meaning.of(YamlFile.parse(splice(before, group)).root()))
                .isEqualTo(Meaning.with(Meaning.of(YamlFile.parse(before).root()), group))
                .isNotEqualTo(Meaning.of(YamlFile.parse(before).root()));
    }

    private static String set(String text, String value, String... path) {
        return splice(text, Group.EMPTY.with(new Value(value, ""), path));
    }

    private static String splice(String text, Group group) {
        YamlFile file = YamlFile.parse(text);
        Edits edits = new Edits();
        new Splicer(file, Layout.of(file)).splice(group, edits);
        return edits.apply(text);
    }

    private static void refused(String text, String message, String... path) {
        assertThatExceptionOfType(SpliceException.class)
                .isThrownBy(() -> set(text, "9", path))
                .withMessageContaining(message);
    }
}
