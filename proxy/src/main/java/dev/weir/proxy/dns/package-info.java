/**
 * The DNS client behind {@code resolver}: messages as bytes ({@code DnsQuery}, {@code DnsResponse}), one name being
 * looked up ({@code Lookup}), and who asks and remembers ({@code Resolver}). It has a loop of its own, so that neither
 * a slow name server nor a long chain of names keeps a worker.
 */
package dev.weir.proxy.dns;
