package steward.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;

/** All that is kept for one route: where it leads, what every request carries, its breaker, its budget, its numbers. */
final class Lane {
    final ModelRoute route;
    final HttpHost host;
    final Breaker breaker;
    final RetryBudget budget = new RetryBudget();
    final Meter meter = new Meter();
    private final Header[] headers;

    Lane(ModelRoute route, LongSupplier nanoTime) {
        this.route = route;
        this.host = host(route);
        this.breaker = new Breaker(nanoTime);
        this.headers = headers(route);
    }

    private static HttpHost host(ModelRoute route) {
        var base = route.base();
        var port = base.getPort() >= 0 ? base.getPort() : base.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return new HttpHost(base.getScheme(), base.getHost().replaceAll("[\\[\\]]", ""), port);
    }

    private static Header[] headers(ModelRoute route) {
        var headers = new ArrayList<Header>(List.of(
                new BasicHeader(HttpHeaders.HOST, route.base().getRawAuthority()),
                new BasicHeader(HttpHeaders.CONTENT_TYPE, "application/json"),
                new BasicHeader(HttpHeaders.ACCEPT, "application/json, text/event-stream"),
                new BasicHeader(HttpHeaders.ACCEPT_ENCODING, "identity"),
                new BasicHeader(HttpHeaders.USER_AGENT, "Steward")));
        route.bearer().ifPresent(bearer -> headers.add(new BasicHeader(HttpHeaders.AUTHORIZATION, bearer, true)));
        return headers.toArray(Header[]::new);
    }

    Header[] headers() {
        return headers;
    }

    /** The request's target: the base's own path and what follows. */
    String target(String path) {
        return route.base().getRawPath() + path;
    }

    RouteStats stats() {
        return meter.stats(route, breaker.state());
    }
}
