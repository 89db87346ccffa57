package io.swarmkeeper;

import io.swarmkeeper.SettingsCheck.WrongSettingsException;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A list for people, in place of a stack trace. Named in {@code META-INF/spring.factories}. */
final class WrongSettingsAnalyzer extends AbstractFailureAnalyzer<WrongSettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, WrongSettingsException cause) {
        String list = cause.sentences().stream().map(s -> "    - " + s).collect(Collectors.joining("\n"));
        return new FailureAnalysis(
                "Swarmkeeper did not start, because settings are wrong:\n\n" + list,
                "Correct them all and start again. The README (\"Configure\") and docs/findings.md list what may be set.",
                cause);
    }
}
