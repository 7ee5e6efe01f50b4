/**
 * The reverse proxy: which peer answers ({@code Upstream}, {@code Balancer}), one exchange with it ({@code Forwarding},
 * {@code UpstreamLeg}), and the tunnel that a valid 101 opens ({@code Tunnel}).
 */
package dev.weir.proxy;
