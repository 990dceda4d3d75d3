using MailCloud.Mail.Settings;

namespace MailCloud.Listener.Access;

/// <summary>What the listener can know of its clients' addresses, and how many connections there may be.</summary>
/// <param name="AreHidden">
/// <c>MAILCLOUD_CLIENT_ADDRESSES</c>: <c>hidden</c> where something in front of the service keeps them to itself, as the TCP ingress of Azure Container Apps does.
/// Then nothing is counted, allowed or trusted by address.
/// </param>
/// <param name="Limits"><c>MAILCLOUD_CONNECTIONS</c>, of all clients together, and <c>MAILCLOUD_CLIENT_CONNECTIONS</c>, of one address.</param>
public sealed record ClientAddressing(bool AreHidden, ConnectionLimits Limits)
{
    private const string Name = "MAILCLOUD_CLIENT_ADDRESSES";
    private const int MostConnections = 1_000_000;

    /// <exception cref="SettingException">A setting is wrong, or needs addresses that are hidden.</exception>
    public static ClientAddressing Read(SettingReader settings)
    {
        var areHidden = settings.Text(Name) switch
        {
            null or "shown" => false,
            "hidden" => true,
            _ => throw new SettingException(Name, "is shown or hidden"),
        };
        // All clients would have the address of what is in front of the service: to trust it is to relay for the world.
        if (areHidden && AccessSettings.Names.FirstOrDefault(name => settings.Text(name) is not null) is { } futile)
            throw new SettingException(futile, $"needs the addresses of clients, and {Name} says that they are hidden");
        var unlessSet = new ConnectionLimits();
        return new(
            areHidden,
            new ConnectionLimits
            {
                Total = settings.Number("MAILCLOUD_CONNECTIONS", 1, MostConnections) ?? unlessSet.Total,
                PerAddress = settings.Number("MAILCLOUD_CLIENT_CONNECTIONS", 1, MostConnections) ?? unlessSet.PerAddress,
            }
        );
    }
}
