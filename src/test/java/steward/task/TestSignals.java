package steward.task;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import steward.platform.signal.Signals;

/** Signals that all houses of a test share, as instances do. */
final class TestSignals implements Signals {
    private final Map<String, List<Consumer<String>>> audience = new ConcurrentHashMap<>();

    @Override
    public void publish(String topic, String text) {
        audience.getOrDefault(topic, List.of()).forEach(listener -> listener.accept(text));
    }

    @Override
    public Subscription subscribe(String topic, Consumer<String> onSignal) {
        var listeners = audience.computeIfAbsent(topic, name -> new CopyOnWriteArrayList<>());
        listeners.add(onSignal);
        return () -> listeners.remove(onSignal);
    }
}
