package io.swarmkeeper.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.ModelAndView;

/** Whatever a controller throws becomes a problem for programs and the error page for people. */
@ControllerAdvice
class ErrorAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAdvice.class);

    private final ProblemWriter problems;

    ErrorAdvice(ProblemWriter problems) {
        this.problems = problems;
    }

    @ExceptionHandler(Throwable.class)
    @Nullable
    ModelAndView tell(Throwable thrown, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (thrown instanceof AsyncRequestNotUsableException || thrown instanceof ClientAbortException) {
            return null; // whoever asked has gone
        }
        Problem problem = Problems.of(thrown).orElseGet(() -> unforeseen(thrown, request));
        return tell(problem, request, response);
    }

    @Nullable
    ModelAndView tell(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return null;
        }
        if (problem.more().get("allowed") instanceof Collection<?> allowed && !allowed.isEmpty()) {
            response.setHeader(
                    "Allow",
                    String.join(", ", allowed.stream().map(Object::toString).toList()));
        }
        String asked = asked(request);
        if (ProblemWriter.isForPrograms(asked)) {
            problems.write(problem, asked, response);
            return null;
        }
        response.setStatus(problem.status());
        return new ModelAndView("error", Map.of("problem", problem));
    }

    /** The path that was asked for, also where an error was forwarded from. */
    static String asked(HttpServletRequest request) {
        Object forwarded = request.getAttribute("jakarta.servlet.error.request_uri");
        return Optional.ofNullable(forwarded).map(Object::toString).orElse(request.getRequestURI());
    }

    static Problem unforeseen(Throwable thrown, HttpServletRequest request) {
        String id = Problems.faultId();
        LOG.error("{}: {} {} failed", id, request.getMethod(), Problems.shown(asked(request)), thrown);
        return Problem.of(
                        Problem.Code.INTERNAL_ERROR,
                        "This is a fault of ours. The server's log tells more under %s.".formatted(id))
                .with("id", id);
    }
}
