namespace MailCloud.Mail.Settings;

/// <summary>A setting is missing or wrong. The message names it, and does not tell its value, which may hold a key.</summary>
public sealed class SettingException(string name, string meaning) : Exception($"The setting {name} is missing or wrong: it {meaning}.");
