package steward.money;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import steward.platform.json.Json;

/**
 * Usage as it is given out: JSON, or CSV (RFC 4180) that spreadsheets open as it is meant. Immutable.
 *
 * @param more true where there are more lines than are given out at once
 */
record UsageReport(UsageQuery query, List<UsageLine> lines, String currency, boolean more) {
    /** So that spreadsheets take it for UTF-8. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final String FORMULA_BEGINNINGS = "=+-@\t\r\n";

    /** @param found one more than {@code most} where there are more */
    static UsageReport of(UsageQuery query, List<UsageLine> found, int most, String currency) {
        var more = found.size() > most;
        return new UsageReport(query, more ? found.subList(0, most) : found, currency, more);
    }

    String fileName() {
        return "usage-" + query.from() + "-" + query.to() + ".csv";
    }

    byte[] json() {
        var report = Json.mapper().createObjectNode();
        report.put("from", query.from().toString());
        report.put("to", query.to().toString());
        report.put("currency", currency);
        var items = report.putArray("items");
        for (var line : lines) {
            var item = items.addObject();
            line.group().forEach(item::put);
            put(item, line.sum());
        }
        put(report.putObject("totals"), totals());
        report.put("more", more);
        return Json.bytes(report);
    }

    private UsageSum totals() {
        return lines.stream().map(UsageLine::sum).reduce(UsageSum.NONE, UsageSum::plus);
    }

    private static void put(ObjectNode item, UsageSum sum) {
        item.put("requests", sum.requests());
        item.put("cached", sum.cached());
        item.put("failed", sum.failed());
        item.put("prompt_tokens", sum.promptTokens());
        item.put("completion_tokens", sum.completionTokens());
        item.put("total_tokens", sum.promptTokens() + sum.completionTokens());
        item.put("cost", Prices.amount(sum.costMicros()));
    }

    byte[] csv() {
        var csv = new StringBuilder(BYTE_ORDER_MARK);
        var head = new ArrayList<String>(
                query.groupBy().stream().map(UsageQuery.By::label).toList());
        head.addAll(List.of("requests", "cached", "failed", "prompt_tokens", "completion_tokens", "cost", "currency"));
        csv.append(String.join(",", head)).append("\r\n");
        lines.forEach(line -> csv.append(row(line)).append("\r\n"));
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String row(UsageLine line) {
        var cells = new ArrayList<Object>();
        query.groupBy().forEach(by -> cells.add(cell(line.group().get(by.label()))));
        var sum = line.sum();
        cells.addAll(List.of(
                sum.requests(),
                sum.cached(),
                sum.failed(),
                sum.promptTokens(),
                sum.completionTokens(),
                Prices.amount(sum.costMicros()).toPlainString(),
                currency));
        return cells.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    /** A text that a spreadsheet might take for a formula begins with an apostrophe. */
    static String cell(String text) {
        var safe = !text.isEmpty() && FORMULA_BEGINNINGS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("(?s).*[\",\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
