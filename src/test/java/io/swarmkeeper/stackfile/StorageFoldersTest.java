package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.analysis.ServiceProfile.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageFoldersTest {

    @Test
    void readsAFolderForEachClass() {
        assertThat(StorageFolders.parse("database=/mnt/fast-ssd/, monitoring = /mnt/bulk")
                        .folders())
                .isEqualTo(Map.of(Kind.DATABASE, "/mnt/fast-ssd", Kind.MONITORING, "/mnt/bulk"));
        assertThat(StorageFolders.parse("database=/srv,cache=/srv").folders()).hasSize(2);
        assertThat(StorageFolders.parse("mcp-server=/srv").folders()).containsOnlyKeys(Kind.MCP_SERVER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
        ''                            | found ""; CLASS=/FOLDER is expected
        database                      | found "database"; CLASS=/FOLDER is expected
        database=/a,                  | found ""; CLASS=/FOLDER is expected
        disk=/a                       | "disk" is no class of storage; there are gateway, database, cache, queue, mcp-server, backend, monitoring, backup
        other=/a                      | "other" is no class of storage
        =/a                           | "" is no class of storage
        Database=/a                   | "Database" is no class of storage
        database=/a,database=/b       | class database stands twice
        database=                     | the folder of class database is lacking
        database=mnt/fast             | the folder of class database is relative: "mnt/fast"
        database=./fast               | is relative
        database=/mnt/../etc          | has . or .. in it
        database=/mnt/fast/..         | has . or .. in it
        database=/mnt/./fast          | has . or .. in it
        database=/                    | is part of the system
        database=/tmp/data            | is part of the system
        database=/var/lib/docker      | is part of the system
        database=/mnt//fast           | has other characters than
        database=/mnt/${DISK}         | has other characters than
        database=/mnt/a b             | has other characters than
        database=/mnt/a=b             | has other characters than
        database=/mnt/ü               | has other characters than
        database=/mnt/a,cache=/mnt/a/b | /mnt/a/b of class cache is inside /mnt/a of class database
        """)
    void refusesWhatIsNone(String list, String why) {
        assertThatThrownBy(() -> StorageFolders.parse(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> StorageFolders.parse("database=/" + "a".repeat(201)))
                .hasMessageContaining("or more than 200")
                .hasMessageNotContaining("a".repeat(100));
        assertThatThrownBy(() -> StorageFolders.parse("x".repeat(4001)))
                .hasMessage("4001 characters; at most 4000 are read");
    }
}
