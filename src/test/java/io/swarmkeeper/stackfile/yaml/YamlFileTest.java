package io.swarmkeeper.stackfile.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class YamlFileTest {

    @Test
    void knowsWhereEverythingStands() {
        YamlFile file = YamlFile.parse("services:\n  web:\n    image: nginx   # comment\n");

        YamlNode image = find(file, "services", "web", "image");
        assertThat(file.place(image)).isEqualTo(new Place(3, 12));
        assertThat(text(file, image)).isEqualTo("nginx");
    }

    @Test
    void countsLinesOfWindowsAndOfTheOldMacAlike() {
        assertThat(placeOf("a: 1\r\nb: 2\r\nc: x\r\n", "c")).isEqualTo(new Place(3, 4));
        assertThat(placeOf("a: 1\rb: 2\rc: x\r", "c")).isEqualTo(new Place(3, 4));
        assertThat(YamlFile.parse("a: 1\r\n").lineEnd()).isEqualTo("\r\n");
        assertThat(YamlFile.parse("a: 1\n").lineEnd()).isEqualTo("\n");
    }

    @Test
    void takesAByteOrderMarkForNothingAndKeepsIt() {
        byte[] bytes = "\uFEFFa: x\n".getBytes(StandardCharsets.UTF_8);
        YamlFile file = YamlFile.parse(bytes);

        assertThat(file.place(((Mapping) file.root()).entries().getFirst().key()))
                .isEqualTo(new Place(1, 1));
        assertThat(file.place(find(file, "a"))).isEqualTo(new Place(1, 4));
        assertThat(file.bytes()).isEqualTo(bytes);
    }

    @Test
    void countsColumnsAsEditorsDoBehindAnEmoji() {
        YamlFile file = YamlFile.parse("a: {b: \"🐳🐳\", c: x}\n");

        assertThat(text(file, find(file, "a", "c"))).isEqualTo("x");
        assertThat(file.place(find(file, "a", "c"))).isEqualTo(new Place(1, 19));
    }

    @Test
    void endsABlockBeforeTheCommentsBehindIt() {
        YamlFile file = YamlFile.parse("a:\n  b: 1\n\n# next\nc: |\n  text\n\nd: |+\n  kept\n\ne: 1\n");

        assertThat(text(file, find(file, "a"))).isEqualTo("b: 1");
        assertThat(text(file, find(file, "c"))).isEqualTo("|\n  text");
        assertThat(text(file, find(file, "d"))).isEqualTo("|+\n  kept\n");
    }

    @Test
    void followsMergeKeysTheFirstOneWinning() {
        YamlFile file = YamlFile.parse("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\n");
        MapView view = MapView.of((Mapping) find(file, "c"));

        assertThat(view.fields().stream()
                        .map(f -> f.name() + "=" + ((Scalar) f.value()).value() + (f.own() ? "" : " merged")))
                .containsExactly("x=3", "y=1 merged", "z=2 merged");
    }

    @Test
    void knowsWhatAnAnchorStandsForAtAnyPlace() {
        YamlFile file = YamlFile.parse("a: &n {x: 1}\nb: &n {x: 2}\nc: *n\n");

        assertThat(file.isReachable(find(file, "a"), 8)).isTrue();
        assertThat(file.isReachable(find(file, "a"), 30)).isFalse();
        assertThat(file.isReachable(find(file, "b"), 30)).isTrue();
        assertThat(file.isShared(find(file, "a"))).isFalse();
        assertThat(file.isShared(find(file, "b"))).isTrue();
    }

    @Test
    void refusesWhatIsNotYamlWithItsPlace() {
        refused("a: [1, 2\nb: 3\n", 2, 2, "not YAML");
        refused("a:\n\tb: 1\n", 2, 1, "a tab; YAML indents with spaces");
        refused("a:\r\n \tb: 1\n", 2, 2, "a tab; YAML indents with spaces");
        refused("a:\n  -\t\"1\"\n", 2, 4, "a tab; YAML indents with spaces");
        refused("a:\n  b: \"1\"\t# c\n", 2, 9, "a tab between words, which a deploy takes");
        refused("a:\n  b:\t\"1\"\n", 2, 5, "a tab between words, which a deploy takes");
        refused("a: 1\nb: \u0007\n", 2, 4, "U+0007 cannot stand in YAML");
        refused("", 1, 1, "the file is empty");
        refused("# only a comment\n", 1, 1, "the file is empty");
    }

    @Test
    void refusesBytesThatAreNoText() {
        byte[] latin = "a: 1\nb: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatExceptionOfType(StackFileException.class)
                .isThrownBy(() -> YamlFile.parse(latin))
                .withMessageContaining("byte 0xE9 is not UTF-8")
                .satisfies(e -> assertThat(e.place()).isEqualTo(new Place(2, 7)));
    }

    @Test
    void refusesAFileThatNobodyKeepsByHand() {
        assertThatExceptionOfType(StackFileException.class)
                .isThrownBy(() -> YamlFile.parse(new byte[20 << 20]))
                .withMessage("the file is 20.0 MiB; no more than 5 MiB are read");
    }

    @Test
    void refusesTheSameKeyTwiceAndNamesBothPlaces() {
        refused("a: 1\nb: 2\na: 3\n", 3, 1, "key a stands twice in one mapping, first in line 1, column 1");
    }

    @Test
    void refusesASecondDocument() {
        refused("a: 1\n---\nb: 2\n", 2, 1, "a second YAML document starts here");
    }

    @Test
    void refusesAliasesThatNeverEndOrLeadNowhere() {
        refused("a: &a\n  b: *a\n", 2, 6, "alias *a stands inside of &a itself");
        refused("a: &a\n  <<: *a\n", 2, 7, "alias *a stands inside of &a itself");
        refused("a: *nowhere\n", 1, 4, "no anchor &nowhere stands before it");
        refused("a: &a [1]\nb:\n  <<: *a\n", 3, 7, "a merge key << takes a mapping");
    }

    @Test
    void refusesAliasesThatMultiply() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(9) + "*a" + (i - 1)));
        }

        assertThatExceptionOfType(StackFileException.class)
                .isThrownBy(() -> YamlFile.parse(bomb.toString()))
                .withMessageContaining("more than 1,000,000 values")
                .satisfies(e -> assertThat(e.place().line()).isEqualTo(6));
    }

    @Test
    void refusesANestThatIsTooDeep() {
        refused("a: " + "[".repeat(5000), 1, 63, "nested more than 60 levels deep");
    }

    private static void refused(String text, int line, int column, String message) {
        assertThatExceptionOfType(StackFileException.class)
                .isThrownBy(() -> YamlFile.parse(text))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.place()).isEqualTo(new Place(line, column)));
    }

    private static Place placeOf(String text, String key) {
        YamlFile file = YamlFile.parse(text);
        return file.place(find(file, key));
    }

    private static YamlNode find(YamlFile file, String... path) {
        YamlNode node = file.root();
        for (String key : path) {
            node = MapView.of((Mapping) node).find(key).orElseThrow().written();
        }
        return node;
    }

    private static String text(YamlFile file, YamlNode node) {
        return file.text().substring(node.span().start(), node.span().end());
    }
}
