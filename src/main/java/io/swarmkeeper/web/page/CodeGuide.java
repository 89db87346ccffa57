package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.FindingCode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** What each finding means, why it matters and what cures it, from {@code finding-guide.properties}. */
@Component
class CodeGuide {

    /** @param severity when it is how bad, in words */
    record Guide(String code, int phase, String title, String severity, String means, String matters, String cure) {}

    private final Map<FindingCode, Guide> guides = new EnumMap<>(FindingCode.class);

    CodeGuide() throws IOException {
        Properties texts = new Properties();
        try (Reader reader = new InputStreamReader(
                new ClassPathResource("finding-guide.properties").getInputStream(), StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        for (FindingCode code : FindingCode.values()) {
            guides.put(
                    code,
                    new Guide(
                            code.code(),
                            code.phase().number(),
                            text(texts, code, "title"),
                            text(texts, code, "severity"),
                            text(texts, code, "means"),
                            text(texts, code, "matters"),
                            text(texts, code, "cure")));
        }
    }

    private static String text(Properties texts, FindingCode code, String part) {
        String text = texts.getProperty(code.code() + "." + part);
        if (text == null || text.isBlank()) {
            throw new IllegalStateException("finding-guide.properties says nothing under " + code.code() + "." + part);
        }
        return text;
    }

    Guide of(FindingCode code) {
        Guide guide = guides.get(code);
        if (guide == null) {
            throw new IllegalStateException("no guide for " + code);
        }
        return guide;
    }

    List<Guide> all() {
        return Arrays.stream(FindingCode.values()).map(this::of).toList();
    }
}
