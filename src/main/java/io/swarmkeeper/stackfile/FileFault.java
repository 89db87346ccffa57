package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.Severity;
import java.util.Locale;

/** What only a file can have wrong. docs/stack-files.md says more of each; everything else is a FindingCode. */
public enum FileFault {
    UNDEFINED_NETWORK(Severity.CRITICAL, "A network that the file does not declare"),
    UNDEFINED_VOLUME(Severity.CRITICAL, "A volume that the file does not declare"),
    UNDEFINED_SECRET(Severity.CRITICAL, "A secret that the file does not declare"),
    UNDEFINED_CONFIG(Severity.CRITICAL, "A config that the file does not declare"),
    FILE_MISSING(Severity.CRITICAL, "A secret or config whose file is not there"),
    EXTERNAL_CONFLICT(Severity.CRITICAL, "A volume of somebody else's making that the file describes"),
    NO_IMAGE(Severity.CRITICAL, "A service without an image"),
    PORT_PUBLISHED_TWICE(Severity.CRITICAL, "One port published by two services"),
    UNKNOWN_FIELD(Severity.CRITICAL, "A field that stack files do not have"),
    CONSTRAINT_TYPO(Severity.CRITICAL, "A placement constraint that no node can meet"),
    VARIABLE_MISREAD(Severity.CRITICAL, "A variable that a deploy reads otherwise than it looks"),
    RESERVATION_ABOVE_LIMIT(Severity.WARNING, "More reserved than allowed"),
    VARIABLE_UNSET(Severity.WARNING, "A variable without value and default"),
    PATH_ON_EVERY_NODE(Severity.WARNING, "A host path that must exist on every node"),
    SECRET_IN_FILE(Severity.WARNING, "A secret that the file itself holds"),
    OPTION_IGNORED(Severity.WARNING, "An option that a Swarm ignores"),
    EXEMPTION_IDLE(Severity.WARNING, "An exemption that sets nothing aside"),
    UNBOUNDED_LOGS(Severity.INFO, "Logs without an end"),
    STACK_DRIFT(Severity.INFO, "File and running stack differ");

    private final Severity severity;
    private final String title;

    FileFault(Severity severity, String title) {
        this.severity = severity;
        this.title = title;
    }

    public Severity severity() {
        return severity;
    }

    public String title() {
        return title;
    }

    /** Kebab-case: {@code undefined-network}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
