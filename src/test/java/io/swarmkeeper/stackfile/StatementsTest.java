package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementsTest {

    /** The last ones written out would be a thousand million digits long. */
    @ParameterizedTest
    @CsvSource({
        "1.50, 1.5",
        "1e3, 1000",
        "1_000.5, 1000.5",
        "1e999999999, 1e999999999",
        "1e-999999999, 1e-999999999",
    })
    void readsFractionsAsADeployDoes(String written, String value) {
        StackFile file = Written.file("services:\n  a:\n    image: x\n    environment: {A: " + written + "}\n");
        Scalar scalar = (Scalar) file.services()
                .getFirst()
                .fields()
                .findMap("environment")
                .orElseThrow()
                .find("A")
                .orElseThrow()
                .value();
        assertThat(new Statements(file.reader()).value(scalar)).contains(value);
    }
}
