package steward.money;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.Paging;

/** {@code /api/ledger}: the books, for administrators. */
@Path("ledger")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class LedgerResource {
    private LedgerBooks books;
    private BlockingWork blocking;

    LedgerResource() {} // for the CDI proxy

    @Inject
    LedgerResource(LedgerBooks books, BlockingWork blocking) {
        this.books = books;
        this.blocking = blocking;
    }

    /** The entries, latest first. */
    @GET
    public CompletionStage<Page> entries(
            @QueryParam("account") String account,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        var most = Paging.limit(limit);
        var before = Optional.ofNullable(cursor)
                .map(text -> Paging.uuid(Paging.cursor(text, 1).get(0)));
        return blocking.call(() -> page(books.entries(Optional.ofNullable(account), before, most + 1), most));
    }

    /** Adds up the whole ledger and says whether it balances. */
    @GET
    @Path("balance")
    public CompletionStage<Check> balance() {
        return blocking.call(() -> {
            var balance = books.balance();
            return new Check(
                    balance.balanced(),
                    balance.entries(),
                    balance.sum(),
                    balance.unbalancedTransfers(),
                    balance.wrongBudgets(),
                    balance.openReservations());
        });
    }

    private static Page page(List<LedgerEntry> found, int limit) {
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        var last = found.get(limit - 1);
        return new Page(found.subList(0, limit), Paging.cursor(List.of(last.id().toString())));
    }

    /** @param nextCursor null on the last page */
    record Page(List<LedgerEntry> items, String nextCursor) {}

    /** A {@link LedgerBalance} with its verdict. */
    record Check(
            boolean balanced,
            long entries,
            long sum,
            long unbalancedTransfers,
            long wrongBudgets,
            long openReservations) {}
}
