package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.SignedIn;
import io.swarmkeeper.web.access.Viewer;
import jakarta.servlet.FilterChain;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class PageCacheTest {

    private final Collector collector = mock();
    private final SignedIn signedIn = mock();
    private final AtomicInteger rendered = new AtomicInteger();
    private final FilterChain page = (request, response) -> {
        try {
            Thread.sleep(50); // long enough for all to be here
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        response.setContentType("text/html");
        response.getWriter().write("page " + rendered.incrementAndGet());
    };

    private MockHttpServletResponse get(PageCache cache, FilterChain chain) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/services");
        request.setServletPath("/services");
        request.addHeader("HX-Request", "true");
        MockHttpServletResponse response = new MockHttpServletResponse();
        cache.doFilter(request, response, chain);
        return response;
    }

    private PageCache cache() {
        when(collector.connection()).thenReturn(new Connection.Connecting(Instant.EPOCH));
        when(signedIn.viewer()).thenReturn(Optional.of(new Viewer("ada", Role.VIEWER)));
        return new PageCache(new LiveState(collector), signedIn, Clock.systemUTC());
    }

    @Test
    void aPageThatManyAskForAtOnceIsRenderedOnce() throws Exception {
        PageCache cache = cache();
        List<Future<MockHttpServletResponse>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(() -> get(cache, page)));
            }
        }
        for (Future<MockHttpServletResponse> answer : answers) {
            assertThat(answer.get().getContentAsString()).isEqualTo("page 1");
        }
        assertThat(rendered).hasValue(1);
    }

    @Test
    void aPageThatCouldNotBeRenderedIsTriedAgainForTheNext() throws Exception {
        PageCache cache = cache();
        assertThat(get(
                                cache,
                                (request, response) ->
                                        ((jakarta.servlet.http.HttpServletResponse) response).setStatus(503))
                        .getStatus())
                .isEqualTo(503);
        assertThat(get(cache, page).getContentAsString()).isEqualTo("page 1");
    }
}
