package dev.weir.dist;

import dev.weir.config.directive.Feature;
import dev.weir.dist.site.AccessFeature;
import dev.weir.dist.site.AuthRequestFeature;
import dev.weir.dist.site.BodyFeature;
import dev.weir.dist.site.CharsetFeature;
import dev.weir.dist.site.ConnectionFeature;
import dev.weir.dist.site.ContentFeature;
import dev.weir.dist.site.GeoFeature;
import dev.weir.dist.site.GzipFeature;
import dev.weir.dist.site.Http2Feature;
import dev.weir.dist.site.HttpFeature;
import dev.weir.dist.site.LimitFeature;
import dev.weir.dist.site.MainFeature;
import dev.weir.dist.site.MapFeature;
import dev.weir.dist.site.MirrorFeature;
import dev.weir.dist.site.RealIpFeature;
import dev.weir.dist.site.ResponseFeature;
import dev.weir.dist.site.RewriteFeature;
import dev.weir.dist.site.RoutingFeature;
import dev.weir.dist.site.SsiFeature;
import dev.weir.dist.site.SslFeature;
import dev.weir.dist.site.SslTuningFeature;
import dev.weir.dist.site.TuningFeature;
import dev.weir.dist.site.WebSocketFeature;
import dev.weir.proxy.AnswerFeature;
import dev.weir.proxy.CookieFeature;
import dev.weir.proxy.CredentialFeature;
import dev.weir.proxy.LimitsFeature;
import dev.weir.proxy.OutgoingFeature;
import dev.weir.proxy.ProxyFeature;
import dev.weir.proxy.ProxySslFeature;
import dev.weir.proxy.ResolverFeature;
import dev.weir.proxy.StickyFeature;
import dev.weir.proxy.UpstreamFeature;
import dev.weir.push.HookFeature;
import dev.weir.push.PushFeature;
import dev.weir.stats.connections.ConnectionsFeature;
import dev.weir.stats.count.StatsFeature;
import dev.weir.stats.log.AccessLogFeature;
import dev.weir.stats.log.ErrorLogFeature;
import dev.weir.stats.log.FrameLogFeature;
import java.util.List;

/** The explicit list of everything that brings directives. Thread: any. */
final class Features {
    private Features() {}

    /** Fresh ones: features hold no state. */
    static List<Feature> all() {
        return List.of(
                new MainFeature(),
                // Before all other gates, so that what they log goes where the location says.
                new ErrorLogFeature(),
                new HttpFeature(),
                new ContentFeature(),
                new RoutingFeature(),
                new RewriteFeature(),
                new ResponseFeature(),
                new CharsetFeature(),
                new GzipFeature(),
                new SsiFeature(),
                new MirrorFeature(),
                new BodyFeature(),
                new ConnectionFeature(),
                new SslFeature(),
                new SslTuningFeature(),
                new TuningFeature(),
                new Http2Feature(),
                new MapFeature(),
                new RealIpFeature(),
                new GeoFeature(),
                new AccessFeature(),
                new AuthRequestFeature(),
                new LimitFeature(),
                new UpstreamFeature(),
                new StickyFeature(),
                new ResolverFeature(),
                new ProxyFeature(),
                new OutgoingFeature(),
                new ProxySslFeature(),
                new CookieFeature(),
                new AnswerFeature(),
                // Before the limits: a stranger's page takes no place from anybody.
                new WebSocketFeature(),
                new LimitsFeature(),
                new CredentialFeature(),
                new PushFeature(),
                new HookFeature(),
                new StatsFeature(),
                new ConnectionsFeature(),
                new FrameLogFeature(),
                new AccessLogFeature());
    }
}
