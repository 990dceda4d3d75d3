namespace MailCloud.Testing.Peers;

/// <summary>Programs that cannot take any free port by themselves are given one that was free just now, and may be somebody else's when they come.</summary>
internal static class TakenPort
{
    private const int Tries = 3;

    /// <summary>Starts a program, again with another port if that happens.</summary>
    /// <param name="startOnce">Throws <see cref="TimeoutException"/> with the program's words if it does not answer.</param>
    public static async Task<T> AvoidAsync<T>(Func<Task<T>> startOnce)
    {
        for (var tries = 1; ; tries++)
            try
            {
                return await startOnce();
            }
            catch (TimeoutException e)
                when (tries < Tries && e.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                // The next port is another one.
            }
    }
}
