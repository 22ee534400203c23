package backbone

import "nivel/libs/chassis"

// Settings say where a process finds what it stands on. An address that is
// empty means: embedded in this process.
type Settings struct {
	Data        *string
	Area        *string
	EventStore  *string
	NATS        *string
	Redis       *string
	Secret      *string
	Checkpoints *string
	Production  *bool
	LogJSON     *bool
	Keys        KeySettings
}

// Define adds the settings that every process has.
func Define(s *chassis.Settings) Settings {
	return Settings{
		Data:        s.String("data", "var/data", "folder for everything that this process keeps"),
		Area:        s.String("area-file", "", "area.json of the county; empty: the fictional demo area"),
		EventStore:  s.String("eventstore", "", "history: esdb://host:port?… or unix:///path; empty: embedded"),
		NATS:        s.String("nats", "", "bus: nats://host:port; empty: embedded"),
		Redis:       s.String("redis", "", "read models: redis://host:port/db; empty: a private redis-server"),
		Secret:      s.String("secret-file", "", "file of at least 32 random bytes that the processes share; empty: secret.key in --data, made on first start"),
		Checkpoints: s.String("checkpoints", "", "folder for signed checkpoints of the use log, on another disk than history; empty: in --data"),
		Production:  s.Bool("production", false, "refuse whatever is only good for a demo"),
		LogJSON:     s.Bool("log-json", false, "one JSON object a log line"),
		Keys:        defineKeys(s),
	}
}
