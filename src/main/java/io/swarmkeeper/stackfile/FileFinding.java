package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.stackfile.yaml.Place;

/**
 * One fault of a stack file.
 *
 * @param code of a FindingCode or a {@link FileFault}
 * @param subject the service or network it is about, by its name in the file; empty for the file itself
 * @param title a sentence without its full stop
 * @param explanation whole sentences
 */
public record FileFinding(
        String code, Severity severity, Place place, String subject, String title, String explanation) {}
