# The listener as a container. Stateless, without a shell, without privileges; nothing is written, so the root file system may be read-only.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/ src/
# Compiled ahead of time to what the processor runs, with the code that the runtime may still improve (decision 45).
RUN dotnet publish src/MailCloud.Listener --configuration Release --runtime linux-x64 --no-self-contained -p:PublishReadyToRun=true -p:DebugType=none -p:GenerateDocumentationFile=false -p:RunAnalyzers=false --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app ./
# No files for debuggers and profilers in /tmp, which may be read-only.
ENV DOTNET_EnableDiagnostics=0
# Whoever collects a container's log wants lines that a program can read.
ENV MAILCLOUD_LOG_FORMAT=json
# SMTP, SMTPS submission, submission, IMAPS, POP3S, and health.
EXPOSE 2525 2465 2587 2993 2995 8080
USER $APP_UID
ENTRYPOINT ["dotnet", "MailCloud.Listener.dll"]
