package io.swarmkeeper.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * What Tomcat turns away before any of our code runs (a request line that is none, headers beyond all measure) is told
 * the same way as everything else, instead of in Tomcat's own page.
 */
@Component
class TomcatErrors implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final ProblemWriter problems;

    TomcatErrors(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        Report report = new Report(problems);
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass("");
                host.getPipeline().addValve(report);
            }
        });
    }

    private static final class Report extends ErrorReportValve {

        private final ProblemWriter problems;

        Report(ProblemWriter problems) {
            this.problems = problems;
        }

        @Override
        protected void report(Request request, Response response, @Nullable Throwable thrown) {
            int status = response.getStatus();
            if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            String asked = Optional.ofNullable(request.getRequestURI()).orElse("");
            HttpServletResponse answer = response.getResponse();
            try {
                Problem problem = Problems.ofStatus(status);
                if (asked.isEmpty() || ProblemWriter.isForPrograms(asked)) {
                    problems.write(problem, asked, answer);
                } else {
                    answer.setContentType("text/plain;charset=UTF-8");
                    answer.getOutputStream()
                            .write((problem.code().title() + "\n" + problem.detail() + "\n")
                                    .getBytes(StandardCharsets.UTF_8));
                    answer.flushBuffer();
                }
            } catch (IOException e) {
                container.getLogger().debug("whoever sent the broken request did not wait for the answer", e);
            }
        }
    }
}
