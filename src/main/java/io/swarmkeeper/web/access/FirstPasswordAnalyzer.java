package io.swarmkeeper.web.access;

import io.swarmkeeper.web.access.FirstAccount.FirstPasswordException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Unlike Boot's own analysis of a wrong setting this one never shows the value: it is a password. */
final class FirstPasswordAnalyzer extends AbstractFailureAnalyzer<FirstPasswordException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FirstPasswordException cause) {
        return new FailureAnalysis(
                "The first account could not be made: " + cause.getMessage(),
                "Correct that setting and start again; without one a random password is made and printed once.",
                cause);
    }
}
