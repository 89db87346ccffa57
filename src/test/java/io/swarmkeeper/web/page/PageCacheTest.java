package io.swarmkeeper.web.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.collector.SnapshotTaken;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.MeasurementsTaken;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.SignedIn;
import io.swarmkeeper.web.access.Viewer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.FlashMap;

class PageCacheTest {

    private final Collector collector = mock();
    private final SignedIn signedIn = mock();
    private final AtomicInteger rendered = new AtomicInteger();
    private final SetClock clock = new SetClock();
    private LiveState state;
    private PageCache cache;

    private static final class SetClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-25T12:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void open() {
        when(collector.connection()).thenReturn(new Connection.Connecting(Instant.EPOCH));
        when(signedIn.viewer()).thenReturn(Optional.of(new Viewer("ada", Role.VIEWER)));
        state = new LiveState(collector, clock);
        cache = new PageCache(state, signedIn, clock);
    }

    private final FilterChain page = (request, response) -> {
        pause(50); // long enough for all to be here
        write(request, response);
    };

    private void write(ServletRequest request, ServletResponse response) throws IOException {
        assertThat(((HttpServletRequest) request).getHeader("HX-Request")).isNull();
        response.setContentType("text/html");
        String html = "<html>" + RenderedPage.PART_BEGINS + "page " + rendered.incrementAndGet() + " ö"
                + RenderedPage.PART_ENDS + "</html>";
        response.getOutputStream().write(html.getBytes(UTF_8));
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MockHttpServletResponse get(boolean part, FilterChain chain) throws Exception {
        return get("/services", part, chain);
    }

    private MockHttpServletResponse get(String path, boolean part, FilterChain chain) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path);
        if (part) {
            request.addHeader("HX-Request", "true");
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        response.setCharacterEncoding("UTF-8");
        cache.doFilter(request, response, chain);
        return response;
    }

    private String part() throws Exception {
        return get(true, page).getContentAsString();
    }

    private String whole() throws Exception {
        return get(false, page).getContentAsString();
    }

    /** Something moved that nobody here did. */
    private void move() {
        state.on(new SnapshotTaken(
                new ClusterBuilder().node("n" + state.version(), 2, 4).build()));
    }

    @Test
    void aPageThatManyAskForAtOnceIsRenderedOnce() throws Exception {
        List<Future<String>> parts = new ArrayList<>();
        List<Future<String>> wholes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                parts.add(threads.submit(this::part));
                wholes.add(threads.submit(this::whole));
            }
        }
        for (Future<String> answer : parts) {
            assertThat(answer.get()).isEqualTo("page 1 ö");
        }
        for (Future<String> answer : wholes) {
            assertThat(answer.get()).isEqualTo("<html><!--living-->page 1 ö<!--/living--></html>");
        }
        assertThat(rendered).hasValue(1);
    }

    @Test
    void aPageThatCouldNotBeRenderedIsTriedAgainForTheNext() throws Exception {
        FilterChain broken = (request, response) -> ((HttpServletResponse) response).setStatus(503);
        assertThat(get(true, broken).getStatus()).isEqualTo(503);
        assertThat(part()).isEqualTo("page 1 ö");
    }

    @Test
    void aLivingPartIsOfTheNewestVersion() throws Exception {
        assertThat(part()).isEqualTo("page 1 ö");
        state.touch();
        assertThat(part()).isEqualTo("page 2 ö");
    }

    @Test
    void whatAPersonDidIsOnTheNextPageHoweverSoonItIsAskedFor() throws Exception {
        assertThat(whole()).contains("page 1");
        state.touch();
        assertThat(whole()).contains("page 2");
    }

    @Test
    void aFloodOfMovesIsGatheredForAWholePage() throws Exception {
        whole();
        move();
        clock.advance(LiveState.GATHER.minusMillis(1));
        assertThat(whole()).contains("page 1");
        clock.advance(Duration.ofMillis(1));
        assertThat(whole()).contains("page 2");
        clock.advance(Duration.ofMillis(999));
        assertThat(whole()).contains("page 2");
        clock.advance(Duration.ofMillis(1));
        assertThat(whole()).contains("page 3");
    }

    @Test
    void nobodyWaitsForTheSuccessorOfAWholePage() throws Exception {
        whole();
        move();
        clock.advance(LiveState.GATHER);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FilterChain slow = (request, response) -> {
            begun.countDown();
            try {
                assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            write(request, response);
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<MockHttpServletResponse> first = threads.submit(() -> get(false, slow));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(whole()).contains("page 1");
            go.countDown();
            assertThat(first.get().getContentAsString()).contains("page 2");
        }
    }

    @Test
    void aPageThatTellsWhatTheViewerJustDidIsShownOnce() throws Exception {
        FilterChain told = (request, response) -> {
            request.setAttribute(DispatcherServlet.INPUT_FLASH_MAP_ATTRIBUTE, new FlashMap());
            write(request, response);
        };
        assertThat(get(false, told).getContentAsString()).contains("page 1");
        assertThat(whole()).contains("page 2");
    }

    @Test
    void newMeasurementsRenderAgainOnlyWhatShowsThem() throws Exception {
        MeasurementsTaken news = new MeasurementsTaken(LiveStateTest.heard(AgentState.Standing.HEARD));
        state.on(news);
        String services = get("/services", true, page).getHeader("ETag");
        String findings = get("/findings", true, page).getHeader("ETag");
        clock.advance(LiveState.GATHER_MEASURED);
        state.on(news);
        assertThat(get("/services", true, page).getContentAsString()).isEqualTo("page 3 ö");
        assertThat(get("/services", true, page).getHeader("ETag")).isNotEqualTo(services);
        assertThat(get("/findings", true, page).getContentAsString()).isEqualTo("page 2 ö");
        assertThat(get("/findings", true, page).getHeader("ETag")).isEqualTo(findings);
    }

    @Test
    void aMarkIsUnderstoodByTheRunThatMadeItOnly() {
        assertThat(state.version(state.mark(42))).isEqualTo(42);
        clock.advance(Duration.ofMillis(1));
        assertThat(new LiveState(collector, clock).version(state.mark(42))).isZero();
        assertThat(state.version("x")).isZero();
        assertThat(state.version(state.mark(4) + "x")).isZero();
    }
}
