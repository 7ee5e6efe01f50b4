package dev.weir.stats.connections;

/**
 * Which connections are to be shown, and how.
 *
 * <p>Thread: any; immutable.
 *
 * @param condition null for all
 * @param offset how many of the matching ones are left out at the beginning, at most {@link #DEEPEST}
 * @param limit how many are shown at most, 1 to {@link #MOST}
 */
record Listing(Condition condition, Sorting sorting, boolean descending, int offset, int limit) {
    static final int MOST = 1000;

    /** Every row up to a page is held until the page is written: far down a long list that would fill the heap. */
    static final int DEEPEST = 2000;

    private static final int USUAL = 100;

    static Listing of(Arguments arguments) throws BadQuery {
        String sort = arguments.take("sort");
        Sorting sorting = Sorting.named(sort == null ? "age" : sort);
        if (sorting == null) {
            throw new BadQuery("sort has no such value: expected one of " + Sorting.names());
        }
        String order = arguments.take("order");
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw new BadQuery("order has no such value: expected asc or desc");
        }
        String offset = arguments.take("offset");
        String limit = arguments.take("limit");
        Listing listing = new Listing(
                conditions(arguments),
                sorting,
                order == null ? !sorting.isText() : order.equals("desc"),
                offset == null ? 0 : (int) Numbers.of("offset", offset, DEEPEST),
                limit == null ? USUAL : (int) Numbers.of("limit", limit, MOST));
        arguments.end(": expected one of " + Condition.names() + ", after, sort, order, offset, limit");
        if (listing.limit == 0) {
            throw new BadQuery("limit has no such value: expected 1 to " + MOST);
        }
        return listing;
    }

    /** {@code after=} is for lists alone: who closes connections by it would mean all but a few. */
    private static Condition conditions(Arguments arguments) throws BadQuery {
        String after = arguments.take("after");
        Condition rest = arguments.takeConditions();
        if (after == null) {
            return rest;
        }
        Condition behind = Condition.after(Numbers.of("after", after, Long.MAX_VALUE));
        return rest == null ? behind : behind.and(rest);
    }

    /** How many rows each worker must find for the page to be sure. */
    int reach() {
        return offset + limit;
    }
}
