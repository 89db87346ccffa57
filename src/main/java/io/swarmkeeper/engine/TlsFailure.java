package io.swarmkeeper.engine;

import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import java.util.Locale;

/** What it is that the engine and we did not agree on, by the words of the JDK and the alerts of TLS (RFC 8446, 6.2). */
enum TlsFailure {
    OTHER_HOST(
            "The certificate of the engine at %s is for another host: %s.",
            "Write the engine in DOCKER_HOST as its certificate does, or make it a certificate that names the host in"
                    + " DOCKER_HOST."),
    PAST_ITS_DATE(
            "The certificate of the engine at %s is not valid today: %s.",
            "Renew it, or set the clocks: check the dates with openssl x509 -noout -dates."),
    NOT_VOUCHED_FOR(
            "The certificate of the engine at %s is signed by nobody in our ca.pem: %s.",
            "Put the authority that signed the engine's certificate into ca.pem in DOCKER_CERT_PATH."),
    NOT_ACCEPTED(
            "The engine at %s takes only clients with a certificate that it trusts, and refused us: %s.",
            "Check cert.pem and key.pem in DOCKER_CERT_PATH: both there, signed by the authority that the engine trusts,"
                    + " not past their dates."),
    OTHER(
            "The engine at %s and Swarmkeeper did not agree on TLS: %s.",
            "Check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH, and whether the port in DOCKER_HOST speaks TLS.");

    private final String found;
    private final String advice;

    TlsFailure(String found, String advice) {
        this.found = found;
        this.advice = advice;
    }

    /** @param detail the deepest cause's message */
    static SwarmUnavailableException of(String words, String detail, Throwable thrown) {
        TlsFailure failure = kind(detail.toLowerCase(Locale.ROOT));
        return new SwarmUnavailableException(
                Reason.TLS, failure.found.formatted(words, detail), failure.advice, thrown);
    }

    private static TlsFailure kind(String detail) {
        if (detail.contains("subject alternative") || detail.contains("no name matching")) {
            return OTHER_HOST;
        }
        if (detail.contains("notafter") || detail.contains("notbefore") || detail.contains("expired on")) {
            return PAST_ITS_DATE;
        }
        if (detail.contains("received fatal alert") && detail.matches(".*(certificate|unknown_ca).*")) {
            return NOT_ACCEPTED;
        }
        if (detail.contains("certification path") || detail.contains("path does not chain")) {
            return NOT_VOUCHED_FOR;
        }
        return OTHER;
    }
}
