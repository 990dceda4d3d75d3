using System.Globalization;
using System.Net;
using MailCloud.Functions.Hosting;
using MailCloud.Mail.Settings;
using MailCloud.Storage;

namespace MailCloud.Functions;

/// <summary>What the Functions host tells the handler; where mail is kept is <see cref="StorageSettings"/>'.</summary>
internal static class FunctionsSettings
{
    /// <param name="variable">Reads an environment variable; null if it is not set.</param>
    /// <exception cref="SettingException">The port is missing or none.</exception>
    public static int ReadPort(Func<string, string?> variable) =>
        int.TryParse(variable(HostContract.PortVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new SettingException(HostContract.PortVariable, "is the TCP port to listen on, which the Functions host sets");
}
