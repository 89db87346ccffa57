package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.engine.JsonText.MalformedException;
import io.swarmkeeper.engine.JsonText.Range;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @Test
    void elementsAreCutOutAsTheyWereWritten() {
        assertThat(elements(" [ {\"a\":[1,{\"b\":\"]}\"}]} , 12 ,\"x\\\"],\", null\n]\n"))
                .containsExactly("{\"a\":[1,{\"b\":\"]}\"}]}", "12", "\"x\\\"],\"", "null");
    }

    @Test
    void anEmptyListAndGosNullHaveNoElements() {
        assertThat(elements("[]")).isEmpty();
        assertThat(elements("null\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "[", "[{\"a\":1}", "[{\"a\":\"", "[1,]", "[1 2]", "[1][2]", "[\"\\", "oops"})
    void whatIsNoWholeListIsRefused(String text) {
        assertThatThrownBy(() -> elements(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aMemberIsFoundByItsWholeNameOnTheFirstLevelOnly() {
        assertThat(member("{\"A\":{\"Spec\":1},\"PreviousSpec\":2,\"Spec\" : {\"x\": 1.50, \"y\":\"}\"} }", "Spec"))
                .contains("{\"x\": 1.50, \"y\":\"}\"}");
        assertThat(member("{\"A\":{\"Spec\":1}}", "Spec")).isEmpty();
        assertThat(member("{}", "Spec")).isEmpty();
    }

    @Test
    void bytesBeyondAsciiStayWhatTheyWere() {
        assertThat(member("{\"ü\":\"🐳\",\"Spec\":\"dé“\"}", "Spec")).contains("\"dé“\"");
    }

    private static List<String> elements(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        return JsonText.elements(json).stream().map(r -> JsonText.text(json, r)).toList();
    }

    private static Optional<String> member(String text, String name) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        return JsonText.member(json, new Range(0, json.length), name).map(r -> JsonText.text(json, r));
    }
}
