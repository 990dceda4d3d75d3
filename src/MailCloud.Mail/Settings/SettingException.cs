namespace MailCloud.Mail.Settings;

/// <summary>Settings are missing or wrong. The message names them, and does not tell their values, which may hold a key.</summary>
/// <param name="problems">A sentence for each.</param>
public sealed class SettingException(params IEnumerable<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <param name="meaning">What a right value is.</param>
    public SettingException(string name, string meaning)
        : this([$"The setting {name} is missing or wrong: it {meaning}."]) { }
}
