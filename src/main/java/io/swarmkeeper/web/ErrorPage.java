package io.swarmkeeper.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** Where the servlet container sends what failed outside of any controller: in a filter, or in Tomcat itself. */
@Controller
class ErrorPage implements ErrorController {

    private final ErrorAdvice advice;

    ErrorPage(ErrorAdvice advice) {
        this.advice = advice;
    }

    @RequestMapping("/error")
    @Nullable
    ModelAndView error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return advice.tell(problem(request), request, response);
    }

    private static Problem problem(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable thrown) {
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                Problem known = Problems.of(cause).orElse(null);
                if (known != null) {
                    return known;
                }
            }
            if (status >= 500) {
                return ErrorAdvice.unforeseen(thrown, request);
            }
        }
        return Problems.ofStatus(status);
    }
}
