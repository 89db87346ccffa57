package io.swarmkeeper.web.page;

import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.page.SwarmView.NothingSeenException;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** What a page shows instead, when it cannot show what was asked for. */
@ControllerAdvice(basePackageClasses = PageProblems.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageProblems {

    private final ShellAdvice shells;

    PageProblems(ShellAdvice shells) {
        this.shells = shells;
    }

    /** Not an error: the page is there, and says what to do. */
    @ExceptionHandler(NothingSeenException.class)
    ModelAndView nothingSeen(HttpServletRequest request) {
        return new ModelAndView("nothing-seen", Map.of("shell", shells.shell(request)));
    }

    @ExceptionHandler(UnknownThingException.class)
    ModelAndView unknown(UnknownThingException e, HttpServletRequest request) {
        return page(
                request, HttpStatus.NOT_FOUND, "There is no such thing here", List.of(String.valueOf(e.getMessage())));
    }

    @ExceptionHandler(ProblemException.class)
    ModelAndView problem(ProblemException e, HttpServletRequest request, HttpServletResponse response) {
        Problem problem = e.problem();
        int seconds = problem.code().retryAfterSeconds();
        if (seconds > 0) {
            response.setHeader("Retry-After", Integer.toString(seconds));
        }
        return page(
                request,
                HttpStatusCode.valueOf(problem.status()),
                problem.code().title(),
                List.of(problem.detail()));
    }

    ModelAndView page(HttpServletRequest request, HttpStatusCode status, String title, List<String> lines) {
        ModelAndView page =
                new ModelAndView("problem", Map.of("shell", shells.shell(request), "title", title, "lines", lines));
        page.setStatus(status);
        return page;
    }
}
