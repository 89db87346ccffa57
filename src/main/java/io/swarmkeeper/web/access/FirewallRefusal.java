package io.swarmkeeper.web.access;

import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Addresses and headers that nobody means well with. */
final class FirewallRefusal implements RequestRejectedHandler {

    private final ProblemWriter problems;

    FirewallRefusal(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException e)
            throws IOException {
        if (ProblemWriter.isForPrograms(request.getRequestURI())) {
            problems.write(
                    Problem.of(
                            Problem.Code.BAD_REQUEST,
                            "The address or a header holds characters that are not allowed there, such as an encoded slash or a semicolon."),
                    request,
                    response);
        } else {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        }
    }
}
