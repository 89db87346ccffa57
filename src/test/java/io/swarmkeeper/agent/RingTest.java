package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.swarmkeeper.wire.NodeUse;
import io.swarmkeeper.wire.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingTest {

    private static Sample sample(long sequence, String trouble) {
        return new Sample(
                sequence,
                1,
                10,
                new NodeUse(null, 2, 3, 4, "host"),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(trouble));
    }

    private static List<Integer> numbers(List<String> texts) throws JsonParserException {
        return JsonParser.array().from(texts.toString()).stream()
                .map(s -> ((com.grack.nanojson.JsonObject) s).getInt("sequence"))
                .toList();
    }

    @Test
    void holdsTheLastOnesAndGivesThoseAfter() throws JsonParserException {
        Ring ring = new Ring(3);
        for (int i = 1; i <= 5; i++) {
            ring.add(sample(i, ""));
        }
        assertThat(numbers(ring.after(0, Integer.MAX_VALUE))).containsExactly(3, 4, 5);
        assertThat(numbers(ring.after(4, Integer.MAX_VALUE))).containsExactly(5);
        assertThat(numbers(ring.after(5, Integer.MAX_VALUE))).isEmpty();
    }

    @Test
    void whoeverWantsFewGetsTheOldest() throws JsonParserException {
        Ring ring = new Ring(10);
        for (int i = 1; i <= 5; i++) {
            ring.add(sample(i, ""));
        }
        assertThat(numbers(ring.after(1, 2))).containsExactly(2, 3);
    }

    @Test
    void whatIsUnknownIsNullAndTextIsEscaped() throws JsonParserException {
        Ring ring = new Ring(1);
        ring.add(sample(1, "\"</script>\u0000\n"));
        var json = JsonParser.object().from(ring.after(0, Integer.MAX_VALUE).getFirst());
        assertThat(json.getObject("node")).containsEntry("cores", null).containsEntry("source", "host");
        assertThat(json.getArray("troubles").getString(0)).isEqualTo("\"</script>\u0000\n");
    }

    @Test
    void anAnswerIsBoundedAndHasNoGap() throws JsonParserException {
        Ring ring = new Ring(10);
        for (int i = 1; i <= 6; i++) {
            ring.add(sample(i, "x".repeat(i == 3 ? 10 : 1_500_000)));
        }
        assertThat(numbers(ring.after(0, Integer.MAX_VALUE))).containsExactly(1, 2, 3);
        assertThat(numbers(ring.after(3, Integer.MAX_VALUE))).containsExactly(4, 5);
        ring.add(sample(7, "y".repeat(9_000_000)));
        assertThat(numbers(ring.after(6, Integer.MAX_VALUE)))
                .as("one at least, however long")
                .containsExactly(7);
    }
}
