package dev.weir.core.limit;

import dev.weir.core.variable.Variables;

/** What became of a request at its limits. Thread: any. */
public final class LimitVariables {
    private LimitVariables() {}

    public static void define(Variables table) {
        table.define(
                "limit_req_status",
                "What `limit_req` did: `PASSED`, `DELAYED`, `REJECTED`, `DELAYED_DRY_RUN` or `REJECTED_DRY_RUN`.",
                x -> x.attachment(RequestLimit.STATUS));
        table.define(
                "limit_conn_status",
                "What `limit_conn` did: `PASSED`, `REJECTED` or `REJECTED_DRY_RUN`.",
                x -> x.attachment(ConnectionLimit.STATUS));
    }
}
