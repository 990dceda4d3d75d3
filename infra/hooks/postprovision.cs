// After `azd provision`: what the template cannot make. azd runs it with the template's outputs in the environment, and so can you, any number of times:
//   azd hooks run postprovision
#:property PublishAot=false
using System.Diagnostics;

var root = Path.GetFullPath("../..", (string)AppContext.GetData("EntryPointFileDirectoryPath")!);

// The commands need no page, and so no Node.js.
string[] program =
[
    "run",
    "--project",
    Path.Combine(root, "src", "MailCloud.Cli"),
    "--configuration",
    "Release",
    "--property:SkipPage=true",
    "--",
];
using var mailcloud = Process.Start(new ProcessStartInfo("dotnet", [.. program, "cloud", "prepare"]) { WorkingDirectory = root })!;
await mailcloud.WaitForExitAsync();
return mailcloud.ExitCode;
