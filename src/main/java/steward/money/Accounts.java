package steward.money;

import steward.identity.Caller;

/** Knows whom a caller's calls are counted for. Asked for every call: must not wait. Safe for many threads. */
interface Accounts {
    Account of(Caller caller);
}
