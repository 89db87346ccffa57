package io.swarmkeeper.analysis;

/** How bad; declared worst first, so natural order sorts the worst to the top. */
public enum Severity {
    CRITICAL,
    WARNING,
    INFO
}
