package io.swarmkeeper.web.api;

import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.stackfile.SentStackFiles;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** A stack file as the body of a request. */
@Component
class StackFileBody {

    static final String YAML = "application/yaml";

    private final SentStackFiles files;

    StackFileBody(SentStackFiles files) {
        this.files = files;
    }

    /**
     * @param work made of the file
     * @throws ProblemException with line and column, for what is no stack file or what the work cannot be made of
     */
    <T> T read(HttpServletRequest request, Function<StackFile, T> work) throws IOException, InterruptedException {
        try {
            return files.read(request.getInputStream().readAllBytes(), work);
        } catch (StackFileException e) {
            throw new ProblemException(Problem.of(
                            Problem.Code.INVALID_BODY,
                            "%s: %s.".formatted(e.place(), Shown.text(String.valueOf(e.getMessage()))))
                    .with("line", e.place().line())
                    .with("column", e.place().column()));
        }
    }
}
