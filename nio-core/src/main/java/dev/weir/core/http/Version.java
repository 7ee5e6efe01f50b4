package dev.weir.core.http;

/** What Weir calls itself on the wire. */
public final class Version {
    public static final String NUMBER = "0.1.0";
    public static final String PRODUCT = "weir/" + NUMBER;

    private Version() {}
}
