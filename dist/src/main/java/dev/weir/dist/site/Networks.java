package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.access.AddressRange;
import java.net.InetAddress;

/** How networks are written: {@code 192.0.2.1}, {@code 2001:db8::/32}, {@code unix:}. Thread: any. */
final class Networks {
    private static final String HELP =
            "expected an address such as 192.0.2.1, a network such as 192.0.2.0/24, or unix:";

    private Networks() {}

    /** @param all whether {@code all} is a network too */
    static Arg<AddressRange> range(boolean all) {
        String usage = all ? "address | CIDR | unix: | all" : "address | CIDR | unix:";
        return Args.of(usage, 1, 1, args -> {
            Word word = args.get(0);
            if (all && word.text().equals("all")) {
                return AddressRange.ALL;
            }
            AddressRange range = read(word);
            if (range == null) {
                throw new Refusal(word, "is not a valid address", all ? HELP + " or all" : HELP);
            }
            return range;
        });
    }

    /** The range of a word; null when it holds no address. */
    static AddressRange read(Word word) throws Refusal {
        String text = word.text();
        if (text.equals("unix:")) {
            return AddressRange.UNIX;
        }
        int slash = text.indexOf('/');
        InetAddress address = AddressRange.literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int most = address.getAddress().length * 8;
        if (slash < 0) {
            return AddressRange.of(address, most);
        }
        // ::ffff:192.0.2.0/120 is 192.0.2.0/24: Java knows such an address as one of IPv4.
        int before = most == 32 && text.indexOf(':') >= 0 ? 96 : 0;
        return AddressRange.of(address, Args.number(word, text.substring(slash + 1), before, before + most) - before);
    }
}
