package dev.weir.testkit.attack;

/**
 * So many hostile clients of one kind.
 *
 * @param port on 127.0.0.1
 * @param source the network that they come from, such as {@code 127.0.1.}; its addresses share them
 * @param comesBack whether one whose connection the server has ended makes another
 */
public record Wave(Behaviour behaviour, int port, String source, int count, boolean comesBack) {
    /** One has ports for some thousands. */
    private static final int ADDRESSES = 16;

    /** Where one of them comes from. */
    String address(int index) {
        return source + (1 + index % ADDRESSES);
    }
}
