namespace MailCloud.Mail.Settings;

/// <summary>Gathers what is wrong with settings that are read one after another, so that an operator hears of all of it at once.</summary>
public sealed class SettingProblems
{
    private readonly List<string> found = [];

    /// <summary>What <paramref name="read"/> reads, or nothing of use if a setting is wrong; then <see cref="ThrowIfAny"/> will throw.</summary>
    public T? Gather<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SettingException e)
        {
            found.Add(e.Message);
            return default;
        }
    }

    /// <exception cref="SettingException">Something was wrong; its message has a line for each.</exception>
    public void ThrowIfAny()
    {
        if (found.Count > 0)
            throw new SettingException(problems: found.Distinct(StringComparer.Ordinal));
    }
}
