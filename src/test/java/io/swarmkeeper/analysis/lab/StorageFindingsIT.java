package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where data is, and what would become of it. */
@ExtendWith(SharedLab.class)
class StorageFindingsIT {

    private static final String BACKED_UP = "--label=swarmkeeper.backup=nightly";

    private final FindingsLab lab;

    StorageFindingsIT(FindingsLab lab) {
        this.lab = lab;
    }

    private static String mount(String volume) {
        return "type=volume,source=%s,target=/data".formatted(volume);
    }

    @Provokes(FindingCode.UNPINNED_LOCAL_VOLUME)
    void aVolumeOnWhateverNode() {
        String volume = lab.volume("files");
        String service = lab.sound("files", "--replicas=1", BACKED_UP, "--constraint=node.hostname==w1");
        lab.provokeAndCure(
                service,
                FindingCode.UNPINNED_LOCAL_VOLUME,
                "warning",
                """
                {"places": ["volume %s"], "namelessAt": [], "stateful": false, "allowedNodes": 3, "constraints": []}
                """.formatted(volume),
                List.of("--constraint-rm=node.hostname==w1", "--mount-add=" + mount(volume)),
                List.of("--constraint-add=node.hostname==w1"));
    }

    @Provokes(FindingCode.UNPINNED_LOCAL_VOLUME)
    void aDatabaseThatLosesItsPin() {
        String volume = lab.volume("rows");
        String pin = "node.hostname==w2";
        String service = lab.sound(
                "db",
                "--replicas=1",
                BACKED_UP,
                "--constraint=" + pin,
                "--env=PGDATA=/data",
                "--mount=" + mount(volume));
        lab.awaitRunning(service, 1);
        lab.provokeAndCure(
                service,
                FindingCode.UNPINNED_LOCAL_VOLUME,
                "critical",
                """
                {"places": ["volume %s"], "stateful": true, "nodes": ["w2"], "allowedNodes": 3}
                """.formatted(volume),
                List.of("--constraint-rm=" + pin),
                List.of("--constraint-add=" + pin));
    }

    @Provokes(FindingCode.SHARED_LOCAL_VOLUME)
    void twoTasksOnOneName() {
        String volume = lab.volume("shared");
        String service = lab.sound("writer", "--replicas=1", BACKED_UP, "--mount=" + mount(volume));
        lab.awaitRunning(service, 1);
        lab.judged(service);
        assertThat(lab.find(FindingCode.SHARED_LOCAL_VOLUME, volume)).isEmpty();
        Instant provoked = Instant.now();
        lab.update(service, "--replicas=2");
        lab.awaitRunning(service, 2);
        Seen seen = lab.seen(
                        FindingCode.SHARED_LOCAL_VOLUME,
                        volume,
                        provoked,
                        f -> f.evidence().path("nodes").size() == 2)
                .as("critical", "volume");
        seen.with("""
                {"services": ["%s"], "writers": ["%s"]}
                """.formatted(service, service));
        lab.update(service, "--replicas=1");
        lab.gone(FindingCode.SHARED_LOCAL_VOLUME, volume);
    }

    @Provokes(FindingCode.SHARED_LOCAL_VOLUME)
    void twoServicesThatNothingKeepsTogether() {
        String volume = lab.volume("common");
        String pin = "node.hostname==w1";
        lab.sound("one", "--replicas=1", BACKED_UP, "--constraint=" + pin, "--mount=" + mount(volume));
        String two = lab.sound(
                "two", "--replicas=1", BACKED_UP, "--constraint=" + pin, "--mount=" + mount(volume) + ",readonly");
        lab.judged(two);
        assertThat(lab.find(FindingCode.SHARED_LOCAL_VOLUME, volume)).isEmpty();
        Instant provoked = Instant.now();
        lab.update(two, "--constraint-rm=" + pin, "--constraint-add=node.hostname==w2");
        lab.seen(FindingCode.SHARED_LOCAL_VOLUME, volume, provoked)
                .as("critical", "volume")
                .with("""
                {"services": ["find-one", "find-two"], "writers": ["find-one"]}
                """);
        lab.update(two, "--constraint-rm=node.hostname==w2", "--constraint-add=" + pin);
        lab.gone(FindingCode.SHARED_LOCAL_VOLUME, volume);
    }

    @Provokes(FindingCode.STATE_ON_TMPFS)
    void aDatabaseInMemory() {
        String service = lab.sound(
                "memory",
                "--replicas=1",
                BACKED_UP,
                "--constraint=node.hostname==w1",
                "--env=PGDATA=/data",
                "--mount=type=tmpfs,target=/tmp");
        lab.provokeAndCure(
                service,
                FindingCode.STATE_ON_TMPFS,
                "critical",
                """
                {"tmpfs": ["/data"], "statefulReasons": ["environment PGDATA", "pinned to w1"]}
                """,
                List.of("--mount-add=type=tmpfs,target=/data"),
                List.of("--mount-rm=/data"));
    }

    @Provokes(FindingCode.NO_BACKUP)
    void aBackupThatIsTakenAway() {
        String volume = lab.volume("kept");
        String pin = "--constraint=node.hostname==w1";
        String backup = lab.sound("backup", "--replicas=1", pin, "--mount=" + mount(volume) + ",readonly");
        String service = lab.sound("kept", "--replicas=1", pin, "--mount=" + mount(volume));
        lab.judged(service);
        assertThat(lab.find(FindingCode.NO_BACKUP, service)).isEmpty();
        Instant provoked = Instant.now();
        lab.update(backup, "--mount-rm=/data");
        lab.seen(FindingCode.NO_BACKUP, service, provoked)
                .as("warning", "service")
                .with("""
                {"places": ["%s"], "kind": "other", "backupServices": ["%s"]}
                """.formatted(volume, backup));
        lab.update(backup, "--env-add=SOURCES=" + service);
        lab.gone(FindingCode.NO_BACKUP, service);
        lab.remove(backup);
        lab.seen(FindingCode.NO_BACKUP, service, provoked).with("""
                {"backupServices": []}
                """);
        lab.update(service, "--label-add=swarmkeeper.backup=restic");
        lab.gone(FindingCode.NO_BACKUP, service);
    }
}
