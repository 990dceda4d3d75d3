using MailCloud.Cli;

return await CommandLine.RunAsync(args, CommandContext.OfThisProcess());
