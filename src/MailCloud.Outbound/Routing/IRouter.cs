namespace MailCloud.Outbound.Routing;

/// <summary>Knows which servers take mail for a destination.</summary>
public interface IRouter
{
    /// <inheritdoc cref="ITransport.DestinationOf"/>
    string DestinationOf(string domain);

    /// <summary>
    /// The servers of a destination in the order in which to try them, each looked up when it is asked for. At least one step; a step that is no
    /// <see cref="RouteStep.Hop"/> says why there is none.
    /// </summary>
    /// <param name="requiresTls">Only servers that prove who they are will do (RFC 8689 §4.2.1).</param>
    IAsyncEnumerable<RouteStep> StepsAsync(string destination, bool requiresTls, CancellationToken cancellationToken);
}

/// <summary>The next server to try, or why there is none: one of the two.</summary>
public readonly record struct RouteStep(NextHop? Hop, DeliveryAttempt? Obstacle)
{
    public static implicit operator RouteStep(NextHop hop) => new(hop, null);

    public static implicit operator RouteStep(DeliveryAttempt obstacle) => new(null, obstacle);
}
