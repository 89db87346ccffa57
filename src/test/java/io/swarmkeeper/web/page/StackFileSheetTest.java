package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.stackfile.Cure;
import io.swarmkeeper.stackfile.Optimization;
import io.swarmkeeper.stackfile.Review;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.Variables;
import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.swarm.Resources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StackFileSheetTest {

    private static final String FILE = "services:\n  redis:\n    image: redis:7\n";

    @Test
    void tellsWhatAFaultOfOursLeftOut() {
        StackFile file =
                StackFile.parse(FILE.getBytes(StandardCharsets.UTF_8), Optional.empty(), Variables.of(Map.of()));
        Optimization faulty = new Optimization(
                FILE,
                List.of(),
                List.of(),
                List.of(new Optimization.Refused(Cure.LOGGING, "redis", new Place(2, 3), "left out")),
                Resources.of(0, 0));

        StackFileSheet sheet = StackFileSheet.of(file, Review.of(file), "shop.yml", Set.of(Cure.LOGGING), "", faulty);

        assertThat(sheet.faults().rows()).containsExactly(new StackFileSheet.Row("logging", "redis", 2, "left out"));
        assertThat(sheet.refused().rows()).isEmpty();
    }
}
