package studio

// Job is something a worker has to do. Its fields are all the worker is told;
// everything else is read from the store when it runs, so a job may run twice.
type Job interface{ Kind() string }

// Task says whose work a job is: every kind of job has it.
type Task struct {
	Studio  ID `json:"studio"`
	Session ID `json:"session"`
}

// Whose is the task.
func (t Task) Whose() Task { return t }

// Receive makes a stem of an upload whose bytes are all here.
type Receive struct {
	Task
	Upload ID `json:"upload"`
}

// Check listens to a session and says what it found.
type Check struct {
	Task
	Round int64 `json:"round"` // the session's revision when it was submitted
}

// Decide makes the first plan of a checked session.
type Decide struct {
	Task
	Round int64 `json:"round"`
}

// Make prints a plan.
type Make struct {
	Task
	Print ID `json:"print"`
}

// Kind names the job in the queue.
func (Receive) Kind() string { return "receive" }

// Kind names the job in the queue.
func (Check) Kind() string { return "check" }

// Kind names the job in the queue.
func (Decide) Kind() string { return "plan" }

// Kind names the job in the queue.
func (Make) Kind() string { return "print" }

// MaxFailures is how often a job may fail before it needs a person.
const MaxFailures = 5
