package io.swarmkeeper.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * No body larger than a megabyte is read, whether it says its length or not: nothing that is sent here is larger, and a
 * few large ones at once would take the memory of a small container. A form is less, and one with a file in it as much as
 * a file of a megabyte needs. Runs before everything that may read parameters.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class BodyLimit extends OncePerRequestFilter {

    static final long MOST_BYTES = 1024 * 1024;

    /** A form that people type. */
    private static final long MOST_FORM_BYTES = MOST_BYTES / 4;
    /** A stack file of a megabyte in base64, with the fields beside it. */
    private static final long MOST_MULTIPART_BYTES = MOST_BYTES * 3 / 2;

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data";

    /** More was sent than is read. */
    static final class BodyTooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        BodyTooLargeException(String found) {
            super(sentence(found));
        }
    }

    private static String sentence(String found) {
        return sentence(found, MOST_BYTES);
    }

    private static String sentence(String found, long most) {
        return "The body has %s; at most %d bytes are read.".formatted(found, most);
    }

    private final ProblemWriter problems;

    BodyLimit(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long length = request.getContentLengthLong();
        boolean multipart = isOfType(request, MULTIPART);
        boolean form = multipart || isOfType(request, FORM);
        long most = multipart ? MOST_MULTIPART_BYTES : form ? MOST_FORM_BYTES : MOST_BYTES;
        if (length > most) {
            if (ProblemWriter.isForPrograms(request.getRequestURI())) {
                problems.write(
                        Problem.of(Problem.Code.BODY_TOO_LARGE, sentence(length + " bytes", most)), request, response);
            } else {
                response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            }
            return;
        }
        boolean lengthUnknown = length < 0 && request.getHeader("Transfer-Encoding") != null;
        // Forms are read by Tomcat itself, past any wrapper, with a limit of their own (application.yml).
        chain.doFilter(lengthUnknown && !form ? new Limited(request) : request, response);
    }

    private static boolean isOfType(HttpServletRequest request, String type) {
        return request.getContentType() != null && request.getContentType().startsWith(type);
    }

    private static final class Limited extends HttpServletRequestWrapper {

        Limited(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counted(super.getInputStream());
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class Counted extends ServletInputStream {

        private final ServletInputStream in;
        private long left = MOST_BYTES;

        Counted(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new BodyTooLargeException("more than that");
            }
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
