package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import steward.platform.json.Json;

/** One run of a handler without the room around it; remembers what it was told. For one thread. */
public final class FakeRun implements TaskContext {
    private UUID id = UUID.randomUUID();
    private final JsonNode payload;
    private final List<String> told = new ArrayList<>();
    private int stopAfter = Integer.MAX_VALUE;

    /** @param payload as its submitter gave it, null for an empty object */
    public FakeRun(Object payload) {
        this.payload = payload == null
                ? Json.mapper().createObjectNode()
                : Json.mapper().valueToTree(payload);
    }

    /** The same run, which is asked to stop once it has told so often how far it is. */
    public FakeRun stoppedAfter(int times) {
        stopAfter = times;
        return this;
    }

    /** The same run, of the task with this id. */
    public FakeRun as(UUID task) {
        id = task;
        return this;
    }

    /** How far the work was, each time it said so, as {@code done/total}. */
    public List<String> told() {
        return told;
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public String owner() {
        return "key:test";
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public JsonNode payload() {
        return payload;
    }

    @Override
    public <T> T payload(Class<T> type) {
        return Json.mapper().convertValue(payload, type);
    }

    @Override
    public void progress(long done, long total, String message) {
        told.add(done + "/" + total);
    }

    @Override
    public void log(String line) {
        told.add(line);
    }

    @Override
    public boolean cancelled() {
        return told.size() >= stopAfter;
    }

    @Override
    public void onCancel(Runnable action) {
        // whoever asks cancelled() hears of it
    }

    @Override
    public Connection connection() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onCommitted(Runnable action) {
        throw new UnsupportedOperationException();
    }
}
