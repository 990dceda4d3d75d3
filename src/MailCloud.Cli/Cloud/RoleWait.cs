using Azure;

namespace MailCloud.Cli.Cloud;

/// <summary>Roles that were just given take up to some minutes to be known everywhere in Azure: what is forbidden at first is tried again.</summary>
internal sealed class RoleWait(Terminal terminal, TimeProvider time)
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private const int Forbidden = 403;

    private bool isSaid;

    /// <param name="step">May be begun several times.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> step, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await step();
            }
            catch (Exception e) when (IsForbidden(e) && time.GetElapsedTime(began) < Longest)
            {
                if (!isSaid)
                    terminal.Note("Azure does not let us in yet; roles that were just given take some minutes …");
                isSaid = true;
                await Task.Delay(Pause, time, cancel);
            }
        }
    }

    private static bool IsForbidden(Exception e) =>
        e is RequestFailedException { Status: Forbidden } || (e.InnerException is { } inner && IsForbidden(inner));
}
