package steward.money;

import java.util.List;

/**
 * Whom a call is counted for.
 *
 * @param owner as {@link steward.identity.Caller#id()}
 * @param user the person behind a key; empty where there is none
 * @param team the team; empty where there is none
 * @param allowances every one of them must let the call through; empty where nothing limits
 */
public record Account(String owner, String user, String team, List<Allowance> allowances) {}
