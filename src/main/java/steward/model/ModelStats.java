package steward.model;

import java.util.List;

/** What the model room has done and holds, at one moment. */
public record ModelStats(List<RouteStats> routes, ConnectionStats connections) {}
