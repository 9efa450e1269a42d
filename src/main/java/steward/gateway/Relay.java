package steward.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import steward.admission.ConcurrencyGate;
import steward.admission.Entry;
import steward.admission.Permit;
import steward.cache.Flight;
import steward.identity.Caller;
import steward.model.ModelCall;
import steward.model.ModelClient;
import steward.model.ModelListener;
import steward.model.ModelOutcome;
import steward.model.ModelRequest;
import steward.money.Bill;
import steward.money.Purchase;
import steward.money.Till;
import steward.money.Tokens;
import steward.platform.http.ProblemResponse;
import steward.platform.http.RequestContext;
import steward.platform.problem.ProblemException;

/**
 * One request on its way to the model and the answer on its way back. Its permit is given back on every way out: when
 * the answer is whole, when it fails, and when nobody waits for it any more.
 */
final class Relay implements ModelListener {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    private final ConcurrencyGate gate;
    private final ModelClient models;
    private final Till till;
    private final RelayedTokens tokens;
    private final ModelRequest request;
    private final Citations citations;
    private final Flight flight;
    private final RequestContext context;
    private final Consumer<byte[]> keep;
    private final AtomicBoolean over = new AtomicBoolean();
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private volatile Permit permit;
    private volatile ModelCall call;
    private volatile Bill bill;
    private Entry entry;
    private long begin;
    private byte[] lastChunk;
    private int attempts;

    Relay(
            ConcurrencyGate gate,
            ModelClient models,
            Till till,
            RelayedTokens tokens,
            ModelRequest request,
            Citations citations,
            Flight flight,
            RequestContext context,
            Consumer<byte[]> keep) {
        this.gate = gate;
        this.models = models;
        this.till = till;
        this.tokens = tokens;
        this.request = request;
        this.citations = citations;
        this.flight = flight;
        this.context = context;
        this.keep = keep;
    }

    void start(Caller caller) {
        begin = System.nanoTime();
        entry = gate.enter(caller.id());
        flight.onAbandoned(this::abandon);
        entry.permit().whenComplete((given, refused) -> enter(caller, given, refused));
    }

    private void enter(Caller caller, Permit given, Throwable refused) {
        if (refused != null) {
            failed(ProblemResponse.problem(refused));
            return;
        }
        permit = given;
        context.took("queue", System.nanoTime() - begin);
        till.open(purchase(caller)).whenComplete(this::ask);
    }

    private Purchase purchase(Caller caller) {
        return new Purchase(caller, request.route().model(), tokens::prompt, tokens.mostAnswer(), context::header);
    }

    private void ask(Bill let, Throwable refused) {
        if (refused != null) {
            failed(ProblemResponse.problem(refused));
            return;
        }
        bill = let;
        if (over.get()) {
            let.close(Tokens.NONE, true);
            return;
        }
        begin = System.nanoTime();
        try {
            call = models.send(request, this);
        } catch (RuntimeException failure) {
            failed(ProblemResponse.problem(failure));
            return;
        }
        if (over.get()) {
            call.cancel();
        }
    }

    @Override
    public void asking(int attempt) {
        attempts = attempt;
    }

    @Override
    public void event(byte[] data) {
        bill.heard();
        if (lastChunk == null) {
            flight.attempts(attempts);
        }
        lastChunk = data;
        append(Completions.frame(data));
    }

    private void append(byte[] frame) {
        whole.writeBytes(frame);
        flight.append(frame);
    }

    @Override
    public void body(byte[] json) {
        flight.attempts(attempts);
        whole.writeBytes(citations.in(json));
    }

    @Override
    public void completed(ModelOutcome outcome) {
        context.took("llm", System.nanoTime() - begin);
        if (request.stream()) {
            if (lastChunk == null) {
                flight.attempts(attempts);
            } else if (!citations.isEmpty()) {
                append(Completions.frame(citations.chunk(lastChunk)));
            }
            append(DONE);
        }
        var body = whole.toByteArray();
        bill(body, false);
        keep.accept(body);
        if (finish()) {
            flight.land(body);
        }
    }

    @Override
    public void failed(ProblemException problem) {
        if (whole.size() > 0) {
            bill(whole.toByteArray(), true);
        } else if (bill != null) {
            bill.close(Tokens.NONE, true);
        }
        if (finish()) {
            flight.crash(problem);
        }
    }

    private void abandon() {
        if (finish()) {
            entry.cancel();
            var running = call;
            if (running != null) {
                running.cancel();
            }
            // the provider asks to be paid for what it read and wrote until now
            bill(whole.toByteArray(), true);
        }
    }

    private void bill(byte[] delivered, boolean failed) {
        var open = bill;
        if (open == null) {
            return;
        }
        RelayedTokens.told(delivered)
                .ifPresentOrElse(
                        told -> open.close(told, failed), () -> open.close(() -> tokens.counted(delivered), failed));
    }

    private boolean finish() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        var held = permit;
        if (held != null) {
            held.close();
        }
        return true;
    }
}
